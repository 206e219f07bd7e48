import Foundation
import SwiftUI

/// The time, wandering under a QR from second to second: a picture of the screen stands still, and a video shows an old
/// time. With reduced motion it stays in its place, and only its digits change.
///
/// It says nothing to a screen reader, which would read it every second.
struct LiveMark: View {
    /// Seconds since 1970.
    let second: UInt64
    @EnvironmentObject private var texts: Texts
    @Environment(\.accessibilityReduceMotion) private var isStill

    var body: some View {
        Text(texts.second(second))
            .monospacedDigit()
            .typeface(.small)
            .foregroundColor(Palette.onSurfaceVariant)
            .frame(maxWidth: .infinity)
            .offset(x: isStill ? 0 : Self.place(second) * Self.reach)
            .animation(isStill ? nil : .linear(duration: 1), value: second)
            .accessibilityHidden(true)
    }

    /// How far it wanders to each side, in points.
    private static let reach: CGFloat = 48
    /// Seconds from one side to the other.
    private static let crossing: UInt64 = 5

    /// Where it is at this second, from -1 at the start of the line to 1 at its end.
    static func place(_ second: UInt64) -> CGFloat {
        let step = second % (2 * crossing)
        let away = min(step, 2 * crossing - step)
        return CGFloat(away) * 2 / CGFloat(crossing) - 1
    }
}
