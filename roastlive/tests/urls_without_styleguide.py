"""The addresses of a house that serves people."""

from roastlive import urls

handler404 = urls.handler404
urlpatterns = [route for route in urls.urlpatterns if getattr(route, "name", None) != "styleguide"]
