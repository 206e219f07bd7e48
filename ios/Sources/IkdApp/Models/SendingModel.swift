import IkdCore
import SwiftUI

/// Sends form and photograph. It goes on by itself: after a start of the app, and when the network returns.
@MainActor
final class SendingModel: ScreenModel {
    @Published private(set) var progress: UploadProgress?
    @Published private(set) var isPaused = false
    @Published private(set) var isSlow = false
    private var sending: (Registration)?
    private var saidPercent: UInt32 = 0
    private static let slowAfter = 10

    func send() {
        isPaused = false
        run {
            let registration = try self.app.ikd.registration()
            self.sending = registration
            defer { self.sending = nil }
            try await registration.submit()
        }
    }

    /// Nothing is lost: the next call goes on from here.
    func pauseSending() {
        isPaused = true
        say(texts(.sendingPaused))
        try? sending?.cancel()
    }

    /// Follows the upload once a second while it is shown.
    func follow() async {
        var seconds = 0
        while !Task.isCancelled {
            progress = (try? await call { try $0.registration().uploadProgress() }) ?? progress
            seconds = isWorking ? seconds + 1 : 0
            isSlow = seconds >= Self.slowAfter
            sayProgress()
            await pause(milliseconds: 1000)
        }
    }

    func sendWhenOnline() async {
        guard let returns = app.shell?.networkReturns() else { return }
        for await _ in returns where !isPaused && !isWorking { send() }
    }

    var percent: UInt32 {
        guard let progress, progress.total > 0 else { return 0 }
        return progress.sent * 100 / progress.total
    }

    /// At each quarter.
    private func sayProgress() {
        guard percent / 25 > saidPercent / 25 else { return }
        saidPercent = percent
        say(texts(.sendingPercent, ["percent": percent]))
    }

    /// How much longer, or why not.
    var rest: String? {
        if failure?.remedy == .connect { return texts(.sendingStalled) }
        guard isWorking, let progress else { return nil }
        if progress.total == 0 { return texts(.sendingPreparing) }
        if progress.stalled { return texts(.sendingStalled) }
        guard let remaining = progress.remainingMs else { return nil }
        return remaining < 10_000 ? texts(.sendingSoon) : texts(.sendingLeft, ["wait": texts.wait(remaining)])
    }
}
