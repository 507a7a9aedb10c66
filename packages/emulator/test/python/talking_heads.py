"""One portrait through a talking-head service, with nothing but `requests`, the way a script of a user does it.

Open files are handed to `requests` as they are, so that no part has a content type; numbers and booleans go as Python
writes them.

    talking_heads.py dice-talk|hallo BASE_URL IMAGE AUDIO OUTPUT
"""

import sys
import time

import requests


def dice_talk(base, image, audio, output):
    assert requests.get(f"{base}/api/health").json()["status"] == "healthy"
    with open(image, "rb") as portrait, open(audio, "rb") as speech:
        fields = {
            "emotion": "happy",
            "ref_scale": 3.0,
            "emo_scale": 6.0,
            "crop": False,
            "inference_steps": 25,
            "fps": 30,
            "dynamic_scale": 1.0,
            "min_resolution": 256,
            "expand_ratio": 0.5,
            "duration": 60,
            "seed": 12345,
        }
        files = {"image": portrait, "audio": speech}
        started = requests.post(f"{base}/api/v1/synthesis/start", files=files, data=fields)
    started.raise_for_status()
    task = started.json()["task_id"]
    while True:
        told = requests.get(f"{base}/api/v1/synthesis/{task}/status")
        told.raise_for_status()
        status = told.json()
        print(f"{status['status']} {status['progress']:.2%}")
        if status["status"] == "COMPLETED":
            break
        assert status["status"] != "FAILED", status["message"]
        time.sleep(0.1)
    save(requests.get(f"{base}/api/v1/synthesis/{task}/download"), output)


def hallo(base, image, audio, output):
    with open(image, "rb") as portrait, open(audio, "rb") as speech:
        files = {"image_file": portrait, "audio_file": speech}
        created = requests.post(f"{base}/api/v1/inference/hallo2", files=files, data={"use_cache": True})
    created.raise_for_status()
    task = created.json()["task_id"]
    while True:
        status = requests.get(f"{base}/api/v1/tasks/{task}").json()
        print(f"{status['progress']}% {status['status_message']} {status['error']}")
        if status["status"] == "completed":
            break
        assert status["status"] != "failed", status["error"]
        time.sleep(0.1)
    print(requests.post(f"{base}/api/v1/tasks/{task}/logs").json()["logs"].splitlines()[0])
    save(requests.get(f"{base}/api/v1/tasks/{task}/video"), output)


def save(answer, output):
    answer.raise_for_status()
    with open(output, "wb") as file:
        file.write(answer.content)


if __name__ == "__main__":
    service, *arguments = sys.argv[1:]
    {"dice-talk": dice_talk, "hallo": hallo}[service](*arguments)
