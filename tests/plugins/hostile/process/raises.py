from plugin import requests

for request in requests():
    raise RuntimeError("not like this")
