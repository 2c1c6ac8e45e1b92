"""The socket's one address."""

from django.urls import path

from forum.live.consumer import TabConsumer

urlpatterns = [path("live/", TabConsumer.as_asgi())]
