from django.urls import path

from forum.screening import views

app_name = "screening"
urlpatterns = [
    path("held/", views.own_texts, name="own"),
    path("held/<int:held_id>/", views.show_text, name="held"),
    path("held/<int:held_id>/edit/", views.edit, name="edit"),
    path("held/<int:held_id>/take-back/", views.take_back, name="take_back"),
    path("held/<int:held_id>/approve/", views.approve, name="approve"),
    path("held/<int:held_id>/reject/", views.reject, name="reject"),
]
