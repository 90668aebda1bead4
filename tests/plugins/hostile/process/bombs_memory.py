from plugin import requests

for request in requests():
    held = []
    while True:
        held.append(bytearray(b"x" * (4 << 20)))
