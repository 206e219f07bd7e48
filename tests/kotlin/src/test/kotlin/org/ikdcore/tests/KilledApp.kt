package org.ikdcore.tests

import kotlinx.coroutines.runBlocking
import org.ikdcore.Stage
import org.ikdcore.tests.support.Citizen
import org.ikdcore.tests.support.Phone
import org.ikdcore.tests.support.Sandbox
import kotlin.io.path.Path

/** The last line that an app prints when it has its documents. */
const val DONE = "Done"

/**
 * The app of [KilledTest]: opens the phone in the folder named by its argument. Prints the name of each step, and takes
 * the step when it reads a line.
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
