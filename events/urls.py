"""The log over HTTP."""

from django.urls import path

from events import views

urlpatterns = [path("api/events", views.log, name="log")]
