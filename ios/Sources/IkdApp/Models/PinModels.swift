import IkdCore
import SwiftUI

/// What models that ask for a PIN have in common.
@MainActor
class PinModel: ScreenModel {
    @Published var entry = PinEntry()
    @Published var message: String?

    /// Hands the PIN over, or says that it is too short.
    func typed() -> String? {
        guard entry.isFull else {
            message = texts(.pinRuleFormat)
            say(texts(.pinRuleFormat))
            return nil
        }
        message = nil
        return entry.take()
    }

    /// What is wrong with the PIN stands at the entry.
    override func failed(_ failure: Failure) {
        guard failure.remedy == .correct else { return super.failed(failure) }
        message = failure.message(texts)
        tell(failure.message(texts))
    }
}

/// A new PIN, typed twice; the present one before it where there is one.
@MainActor
final class NewPinModel: PinModel {
    enum Entry { case current, first, second }

    @Published private(set) var now: Entry
    @Published private(set) var isChanged = false
    private let changes: Bool
    private var current = ""
    private var first = ""

    /// For the first PIN, or for another one.
    init(_ app: AppModel, changes: Bool) {
        self.changes = changes
        now = changes ? .current : .first
        super.init(app)
    }

    func submit() {
        guard let typed = typed() else { return }
        switch now {
        case .current: (current, now) = (typed, .first)
        case .first:
            run {
                try await self.call { try $0.lock().checkPin(pin: typed) }
                (self.first, self.now) = (typed, .second)
                self.say(self.texts(self.title))
            }
        case .second:
            run {
                let lock = try self.app.ikd.lock()
                if self.changes {
                    try await lock.changePin(current: self.current, pin: self.first, repeat: typed)
                    self.isChanged = true
                    self.say(self.texts(.changePinChanged))
                } else {
                    try await lock.createPin(pin: self.first, repeat: typed)
                }
                (self.first, self.current) = ("", "")
            }
        }
    }

    var title: TextKey {
        switch now {
        case .current: .changePinCurrent
        case .first: changes ? .changePinNew : .newPinFirst
        case .second: changes ? .changePinRepeat : .newPinSecond
        }
    }

    /// The entry that was wrong is typed again.
    override func failed(_ failure: Failure) {
        super.failed(failure)
        guard failure.remedy == .correct else { return }
        if case .WrongPin = failure.error { now = .current } else { now = .first }
        first = ""
    }
}

/// The lock: the PIN, and the wait after wrong ones.
@MainActor
final class LockModel: PinModel {
    @Published private(set) var waitMs: UInt64 = 0
    @Published private(set) var isWaitOver = false
    @Published var isForgotten = false
    @Published var asksToErase = false

    /// No sending at the sixth digit: a slip may be mended, for tries are counted.
    func unlock() {
        guard let pin = typed() else { return }
        isWaitOver = false
        run { try await self.app.ikd.lock().unlock(pin: pin) }
    }

    override func failed(_ failure: Failure) {
        switch failure.error {
        case .WrongPin(_, _, let after), .Wait(_, let after): waitMs = after
        default: break
        }
        super.failed(failure)
    }

    /// Follows the library's waiting time, second by second, until there is none.
    func followWait() async {
        while !Task.isCancelled {
            guard case .locked(_, _, let left)? = try? await call({ try $0.stage() }) else { return }
            if left == 0, waitMs > 0 {
                (isWaitOver, message) = (true, nil)
                say(texts(.pinWaitOver))
            }
            waitMs = left
            if left == 0 { return }
            await pause(milliseconds: 1000)
        }
    }

    func erase() {
        (asksToErase, isForgotten) = (false, false)
        runCall { try $0.account().wipe() }
    }
}
