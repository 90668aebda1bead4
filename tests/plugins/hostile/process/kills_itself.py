import os
import signal

from plugin import requests

for request in requests():
    os.kill(os.getpid(), signal.SIGSEGV)
