"""What Freqtrade's webhooks do: requests.post, a new connection each time. Prints how long each took, in ms, as JSON."""

import json
import sys
import time

import requests

url, count, certificate, start = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
times = []
for n in range(count):
    begin = time.perf_counter()
    answer = requests.post(url, json={"type": "status", "status": f"n {start + n}"}, timeout=10, verify=certificate)
    times.append((time.perf_counter() - begin) * 1000)
    answer.raise_for_status()
print(json.dumps(times))
