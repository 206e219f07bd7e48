"""A person who uses the app. Takes the step that the stage asks for, as a shell's screens do: all knowledge about the
order of steps is in `take_step`."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from ikdcore import FormInput, FormShape, Ikd, Language, Registration, Selfie, Stage, Step

from . import sandbox
from .sandbox import Person

# The PIN of every test: no date, no pattern, not part of a personal number.
PIN = "583019"
WRONG_PIN = "914736"


@cache
def photograph() -> bytes:
    """The journey's photograph: a JPEG framed like a selfie, stored in the orientation of the sensor."""
    return Path(sandbox.variable("IKD_PHOTOGRAPH")).read_bytes()


async def walk(
    app: Ikd, person: Person, until: Callable[[Stage], bool], on_stage: Callable[[Stage], None] = lambda _: None
) -> None:
    """Takes steps until the wanted stage; calls `on_stage` with each stage before its step."""
    while True:
        stage = app.stage()
        on_stage(stage)
        if until(stage):
            return
        await take_step(app, person, stage)


async def take_step(app: Ikd, person: Person, stage: Stage) -> None:
    """What the screen of this stage does when the person continues."""
    match stage:
        case Stage.WELCOME():
            app.registration().begin(FormShape.SHORT)
        case Stage.REGISTERING(step=step):
            await _register(app, app.registration(), person, step)
        case Stage.LOCKED():
            await app.lock().unlock(PIN)
        case Stage.UNLOCKED():
            await app.documents().sync()
        case _:
            raise AssertionError(f"a dead end: {stage}")


async def _register(app: Ikd, registration: Registration, person: Person, step: Step) -> None:
    match step:
        case Step.OFFICER_NOTICE():
            registration.acknowledge_officer_notice()
        case Step.TERMS():
            registration.accept_terms(Language.INDONESIAN)
        case Step.FORM():
            registration.submit_form(FormInput(nik=person.nik, email=person.email, phone="0812 3456 7890"))
        case Step.SELFIE():
            registration.take_portrait(Selfie().portrait(photograph()))
        case Step.UPLOADING():
            await registration.submit()
        case Step.OFFICE_PAIRING():
            await registration.pair_with_counter(sandbox.pairing_offer())
        case Step.AWAITING_DECISION(digits=digits):
            sandbox.approve(digits)
            await registration.check_status()
        case Step.ACTIVATION():
            captcha = await registration.captcha(Language.INDONESIAN)
            code = sandbox.activation_code(person.email)
            await registration.activate(code, captcha.id, sandbox.captcha_answer(captcha.id))
        case Step.CREATE_PIN():
            await app.lock().create_pin(PIN, PIN)
        case _:
            raise AssertionError(f"a dead end: {step}")


def name_of(stage: Stage) -> str:
    """The name of the screen: that of the step while registering."""
    shown = stage.step if isinstance(stage, Stage.REGISTERING) else stage
    return type(shown).__name__.rsplit(".")[-1]
