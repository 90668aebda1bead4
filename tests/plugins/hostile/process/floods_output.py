from plugin import requests, write

for request in requests():
    while True:
        write("noise " * 200)
