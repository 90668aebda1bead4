"""Starts the backend with the settings of the environment."""

from wsgiref.simple_server import make_server

from desk.api.application import application
from desk.settings import load

if __name__ == "__main__":
    settings = load()
    with make_server(settings.host, settings.port, application(settings)) as server:
        server.serve_forever()
