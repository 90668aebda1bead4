import sys

from plugin import requests

for request in requests():
    sys.exit(0)
