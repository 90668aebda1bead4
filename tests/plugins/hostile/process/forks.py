import os
import time

from plugin import requests

for request in requests():
    for _ in range(80):
        if os.fork() == 0:
            time.sleep(600)
            os._exit(0)
    time.sleep(600)
