from django.urls import path

from forum.insight import views

app_name = "insight"
urlpatterns = [
    path("numbers/", views.show, name="numbers"),
    path("numbers/<slug:name>.csv", views.as_csv, name="csv"),
]
