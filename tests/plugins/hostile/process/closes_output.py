import os
import time

from plugin import requests

for request in requests():
    os.close(1)
    time.sleep(600)
