import Foundation
import UIKit

/// The system's notifications as streams. (`NotificationCenter.notifications(named:)` would do, but its elements are not
/// `Sendable`.)
public enum Notices {
    /// An element just before the phone makes the app's files unreadable, because its screen was locked.
    public static func phoneLocks() -> AsyncStream<Void> {
        stream(of: UIApplication.protectedDataWillBecomeUnavailableNotification)
    }

    /// An element for each notification of this name. The observation ends with the stream.
    static func stream(of name: Notification.Name) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let observer = NotificationCenter.default.addObserver(forName: name, object: nil, queue: nil) { _ in
            continuation.yield()
        }
        let token = Token(observer: observer)
        continuation.onTermination = { _ in NotificationCenter.default.removeObserver(token.observer) }
        return stream
    }

    /// What names an observation; used only to end it, from one place.
    private struct Token: @unchecked Sendable {
        let observer: any NSObjectProtocol
    }
}
