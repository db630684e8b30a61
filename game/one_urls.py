"""The page for one device that goes round, and the words it is played with."""

from django.urls import path

from game import one_views

urlpatterns = [
    path("one", one_views.show, name="one"),
    path("api/words", one_views.words, name="one_words"),
]
