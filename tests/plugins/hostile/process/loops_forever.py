from plugin import requests

for request in requests():
    while True:
        pass
