from django.urls import path

from forum.enquiries import views

app_name = "enquiries"
urlpatterns = [
    path("themes/<slug:slug>/facilitators/", views.write_to_facilitators, name="write"),
    path("enquiries/", views.enquiry_list, name="list"),
    path("enquiries/<int:enquiry_id>/", views.show_enquiry, name="enquiry"),
]
