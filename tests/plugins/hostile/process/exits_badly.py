import sys

from plugin import requests

for request in requests():
    sys.exit("the database is not there")
