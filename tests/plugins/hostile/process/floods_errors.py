import sys

from plugin import requests

for request in requests():
    while True:
        sys.stderr.write("trouble " * 200 + "\n")
