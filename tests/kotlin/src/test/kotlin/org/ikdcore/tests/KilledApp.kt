package org.ikdcore.tests

import kotlinx.coroutines.runBlocking
import org.ikdcore.Stage
import org.ikdcore.tests.support.Citizen
import org.ikdcore.tests.support.Phone
import org.ikdcore.tests.support.Sandbox
import kotlin.io.path.Path

/** The last line of an app that got to its documents. */
const val DONE = "Done"

/**
 * The app of [KilledTest]: goes on with the phone in the folder named by its argument. Names each step, and takes it when
 * it is told a line.
 */
fun main(arguments: Array<String>) {
    val citizen = Citizen(Sandbox.adults[1])
    Phone(Path(arguments.single())).open().use { app ->
        runBlocking {
            citizen.walk(app, onStage = ::name) { it is Stage.Unlocked }
            app.documents().use { it.sync() }
        }
    }
    println(DONE)
}

private fun name(stage: Stage) {
    val now: Any = if (stage is Stage.Registering) stage.step else stage
    println(now::class.simpleName)
    if (stage !is Stage.Unlocked) readlnOrNull()
}
