"""Live sockets. Pages are served here too, so that `runserver` shows the whole house on one port."""

import gc
import os
import resource

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roastlive.settings.dev")

pages = get_asgi_application()

# The routes import consumers, which import models: only after Django is set up.
from roastlive.lib.http.socket_log import SocketLog  # noqa: E402
from roastlive.lib.realtime.lifespan import lifespan  # noqa: E402
from roastlive.lib.realtime.origin import SameHouseOnly  # noqa: E402
from roastlive.routing import websocket_urlpatterns  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": pages,
        "websocket": SocketLog(SameHouseOnly(URLRouter(websocket_urlpatterns))),
        "lifespan": lifespan,
    }
)

# What start-up has made stays for good; looking through it for garbage would take a tenth of the time of each delivery.
gc.collect()
gc.freeze()

# Each socket is an open file: as many as the system lets this process have.
_soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (_hard, _hard))
