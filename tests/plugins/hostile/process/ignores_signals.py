import signal
import time

from plugin import requests

signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.signal(signal.SIGINT, signal.SIG_IGN)
for request in requests():
    while True:
        time.sleep(60)
