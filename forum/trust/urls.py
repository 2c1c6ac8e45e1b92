from django.urls import path

from forum.trust import views

app_name = "trust"
urlpatterns = [
    path("members/<str:handle>/vouch/", views.vouch, name="vouch"),
    path("members/<str:handle>/vouch/end/", views.end_vouch, name="end_vouch"),
]
