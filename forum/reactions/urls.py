from django.urls import path

from forum.reactions import views

app_name = "reactions"
urlpatterns = [
    path("topics/<int:topic_id>/posts/<int:number>/reactions/", views.post_reactions, name="post"),
    path("rooms/<int:room_id>/<int:number>/reactions/", views.message_reactions, name="message"),
]
