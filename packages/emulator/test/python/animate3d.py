"""Every public method of dm-animate3d-api against a service. Reads `dance.mp4` in the folder it is given."""

import asyncio
import json
import os

from dm.animate3d import (
    Animate3DClient,
    AsyncAnimate3DClient,
    AuthenticationError,
    ProcessParams,
    Status,
)
from official import Recorder, arguments, report, settled


async def run(client, folder):
    calls = Recorder(client)
    video = os.path.join(folder, "dance.mp4")
    facts = {"credits": await calls.get_credit_balance()}

    models = await calls.list_character_models()
    facts["models"] = [model.name for model in models]
    model_file = os.path.join(folder, "hero.glb")
    with open(model_file, "w", encoding="utf-8") as file:
        file.write("glTF of a hero")
    stored = await calls.upload_character_model(model_file, "Hero", create_thumb=True)
    custom = await calls.list_character_models(only_custom=True)
    facts["custom"] = [model.name for model in custom]
    facts["deleted"] = await calls.delete_character_model(stored)

    params = ProcessParams(
        formats=["bvh", "fbx", "mp4", "glb"],
        model_id=models[0].id,
        sim=0,
        track_face=1,
        track_hand=1,
        foot_locking_mode="auto",
        video_speed_multiplier=1.0,
        pose_filtering_strength=0.5,
        upper_body_only=False,
        root_at_origin=False,
        trim=(0.0, 1.0),
        crop=(0.1, 0.1, 0.9, 0.9),
        render_sbs=0,
        render_bg_color=(0, 177, 64, 0),
        render_backdrop="studio",
        render_shadow=1,
        render_include_audio=1,
        render_cam_mode=0,
    )
    rid = await calls.succeeded("start_new_job", video, params)
    facts["status"] = (await calls.get_job_status(rid)).status.value
    link = await calls.download_job(rid, folder)
    facts["mode"] = link.mode
    facts["files"] = sorted(os.listdir(os.path.join(folder, rid)))
    facts["single"] = rid

    again = await calls.succeeded("rerun_job", rid, ProcessParams(formats=["bvh"]))
    facts["another"] = again != rid

    detection = await calls.succeeded("prepare_multi_person_job", video)
    await calls.download_job(detection, folder)
    with open(
        os.path.join(folder, detection, "characters_detection_result.cdsave"), encoding="utf-8"
    ) as file:
        frames = json.load(file)["detectionResults"]
    people = sorted({person["id"] for frame in frames for person in frame})
    cast = [{"trackingId": f"{person:03d}", "modelId": models[0].id} for person in people]
    both = await calls.succeeded(
        "start_multi_person_job", detection, cast, ProcessParams(formats=["bvh", "fbx"])
    )
    link = await calls.download_job(both, folder)
    facts["people"] = {
        "same": both == detection,
        "multi": link.is_multi_person(),
        "files": sorted(os.listdir(os.path.join(folder, both))),
    }

    garbage = os.path.join(folder, "garbage.mp4")
    with open(garbage, "w", encoding="utf-8") as file:
        file.write("no video at all")
    _, failure = await calls.finished("start_new_job", garbage)
    facts["failure"] = failure.error.message

    jobs = await calls.list_jobs([Status.SUCCESS, Status.FAILURE])
    facts["listed"] = [(job.status.value, job.file_name) for job in jobs]
    if "close" in dir(client):
        await calls.close()
    facts["unused"] = calls.unused()
    return facts


async def refused(make, access):
    stranger = make(**{**access, "client_secret": "wrong"})
    try:
        await settled(stranger.get_credit_balance())
    except AuthenticationError:
        return True
    finally:
        if hasattr(stranger, "close"):
            await settled(stranger.close())
    return False


async def main():
    access, folder, kind = arguments()
    make = AsyncAnimate3DClient if kind == "async" else Animate3DClient
    facts = await run(make(**access), folder)
    facts["refused"] = await refused(make, access)
    report(facts)


asyncio.run(main())
