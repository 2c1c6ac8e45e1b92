from django.urls import path

from accounts.seeing_as import views

app_name = "seeing_as"
urlpatterns = [path("seeing-as/end/", views.end, name="end")]
