"""Pages and JSON of people."""

from django.urls import path, re_path

from people.views import account, api, friends, profile

urlpatterns = [
    path("people/me", profile.me, name="me"),
    path("people/top", profile.top, name="top"),
    path("people/edit", profile.edit, name="edit_profile"),
    path("people/sign-up", account.sign_up, name="sign_up"),
    path("people/sign-in", account.sign_in, name="sign_in"),
    path("people/sign-out", account.sign_out, name="sign_out"),
    path("people/password", account.change_password, name="change_password"),
    path("people/delete", account.delete, name="delete_account"),
    path("people/appeal", api.appeal, name="appeal"),
    re_path(r"^people/(?P<player>[A-Za-z0-9_-]{1,40})/unblock$", api.unblock, name="unblock"),
    re_path(r"^people/(?P<player>[A-Za-z0-9_-]{1,40})/friend$", friends.by_form, name="friend"),
    re_path(r"^people/(?P<player>[A-Za-z0-9_-]{1,40})$", profile.profile, name="profile"),
    path("api/people/blocks", api.blocks, name="blocks"),
    path("api/people/block", api.block, name="block"),
    path("api/people/friends", friends.friends_list, name="friends"),
    path("api/people/friends/asks", friends.asks, name="friend_asks"),
    path("api/people/friends/ask", friends.ask, name="ask_friend"),
    path("api/people/friends/answer", friends.answer, name="answer_friend"),
    path("api/people/friends/remove", friends.remove, name="remove_friend"),
    path("api/people/reports", api.report, name="report"),
    path("api/people/news", api.news, name="news"),
]
