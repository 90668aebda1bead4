from plugin import requests

for request in requests():
    pass
