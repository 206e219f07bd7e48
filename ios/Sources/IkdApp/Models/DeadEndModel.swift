import IkdCore
import SwiftUI

/// The ways out of the stages in which nothing else is left.
@MainActor
final class DeadEndModel: OfficerModel {
    @Published private(set) var isUnchanged = false
    @Published var asksToErase = false
    /// What a rejected person corrects.
    enum Correction { case form, photo }
    @Published private(set) var correction: Correction?
    override var unchanged: TextKey { .conflictStill }

    func correct(_ correction: Correction) { self.correction = correction }

    func stopCorrecting() { correction = nil }

    func restart() {
        run {
            let ikd = try self.app.ikd
            try await away { try ikd.registration().restart() }
        }
    }

    func checkBlock() {
        isUnchanged = false
        run {
            do {
                try await self.app.ikd.account().checkBlockAgain()
            } catch IkdError.Refused(code: .accountBlocked) {
                self.isUnchanged = true
                self.say(self.texts(.blockedStill))
            }
        }
    }

    /// The phone's screen was unlocked, or storage was freed: the stage may be another.
    func look() {
        isUnchanged = false
        run {
            await self.app.redraw()
            self.isUnchanged = true
            self.say(self.texts(.lostStill))
        }
    }

    func erase() {
        asksToErase = false
        run {
            let ikd = try self.app.ikd
            try await away { try ikd.account().wipe() }
        }
    }
}
