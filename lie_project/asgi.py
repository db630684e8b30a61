"""The web process: pages and JSON to Django, sockets to the rooms' consumer."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lie_project.settings")
pages = get_asgi_application()  # before any import that needs the apps

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import OriginValidator  # noqa: E402
from django.conf import settings  # noqa: E402

from events.workers import memory  # noqa: E402
from lie_project.front import Front  # noqa: E402
from rooms.hub import hub  # noqa: E402
from rooms.routing import websocket_urlpatterns  # noqa: E402

protocols = ProtocolTypeRouter(
    {
        "http": pages,
        "websocket": OriginValidator(URLRouter(websocket_urlpatterns), settings.SOCKET_ORIGINS),
    }
)
application = Front(protocols, proxies=settings.LIE.proxy, prepare=lambda: hub().prepare())

memory.settle()
memory.keep_giving_back()
