"""Every public method of dm-saymotion-api against a service."""

import asyncio
import os

from dm.saymotion import (
    AsyncSaymotionClient,
    AuthenticationError,
    InpaintingParams,
    LoopParams,
    MergingParams,
    RefineParams,
    RenderParams,
    RerunParams,
    SaymotionClient,
    Status,
    Text2MotionParams,
    TimeInterval,
)
from official import Recorder, arguments, report, settled


async def run(client, folder):
    calls = Recorder(client)
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

    model = models[0].id
    walk = await calls.succeeded(
        "start_new_job",
        'a person says "hi" and walks',
        model,
        Text2MotionParams(
            physics_filter=False,
            foot_locking_mode="auto",
            pose_filtering_strength=0.5,
            skip_fbx=0,
            num_variant=2,
            requested_animation_duration=2,
        ),
    )
    facts["status"] = (await calls.get_job_status(walk)).status.value
    await calls.download_job(walk, folder, variant_id=2)
    facts["files"] = sorted(os.listdir(os.path.join(folder, walk)))

    render = RenderParams(
        variant_id=1,
        bg_color=(0, 177, 64, 0),
        backdrop="studio",
        shadow=1,
        cam_mode=1,
        cam_horizontal_angle=30,
    )
    edits = [
        await calls.succeeded("start_render_job", walk, render),
        await calls.succeeded("rerun_job", walk, model, RerunParams(variant_id=1)),
        await calls.succeeded(
            "start_inpainting_job",
            walk,
            "jumps",
            [TimeInterval(0.5, 1.5)],
            InpaintingParams(variant_id=1),
        ),
        await calls.succeeded(
            "start_merging_job",
            walk,
            "turns",
            MergingParams(edit_request={"numTrimLeft": 5, "numTrimRight": 5}, blend_duration=0.5),
        ),
        await calls.succeeded(
            "start_loop_job",
            walk,
            LoopParams(num_reps=2, fix_root_mode="LOCKED", fix_root_orientation=1),
        ),
        await calls.succeeded("start_refine_job", walk, RefineParams(creativity=0.5)),
    ]
    facts["edits"] = len(set(edits))

    imported = await calls.import_animate3d_job("111-222-333", model, ["footLockingMode=auto"])
    facts["imported"] = (await calls.get_job_status(imported)).status.value
    facts["canceled"] = await calls.cancel_job(imported)

    optimized = await calls.optimize_prompt("a person walks, then sits down", 1)
    answer = await calls.get_prompt_status(optimized)
    while answer["status"][0]["status"] == "PROGRESS":
        await asyncio.sleep(0.01)
        answer = await calls.get_prompt_status(optimized)
    facts["optimized"] = answer["status"][0]["details"]["out"]

    jobs = await calls.list_jobs([Status.SUCCESS], "text2motion")
    facts["listed"] = jobs[0].rid == walk
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
        await settled(stranger.close())
    return False


async def main():
    access, folder, kind = arguments()
    make = AsyncSaymotionClient if kind == "async" else SaymotionClient
    facts = await run(make(**access), folder)
    facts["refused"] = await refused(make, access)
    report(facts)


asyncio.run(main())
