import Foundation
import SwiftUI

/// A QR symbol: black on white in the dark too, with whole pixels for each module.
struct QrView: View {
    let modules: QrModules
    let label: String
    @Environment(\.displayScale) private var scale

    var body: some View {
        QrShape(modules: modules, scale: scale)
            .fill(Color.black)
            .aspectRatio(1, contentMode: .fit)
            .frame(maxWidth: .infinity)
            .background(Color.white)
            .accessibilityElement()
            .accessibilityLabel(label)
            .accessibilityAddTraits(.isImage)
            .privacySensitive()
    }
}

/// The modules of a symbol as the library packs them: row by row, eight to a byte, the first in the highest bit, each
/// row padded to whole bytes.
struct QrModules: Equatable, Sendable {
    let width: Int
    let quietZone: Int
    let packed: Data

    init(width: UInt32, quietZone: UInt32, packed: Data) {
        (self.width, self.quietZone, self.packed) = (Int(width), Int(quietZone), packed)
    }

    func isDark(_ x: Int, _ y: Int) -> Bool {
        let index = y * ((width + 7) / 8) + x / 8
        return index < packed.count && packed[packed.startIndex + index] >> (7 - x % 8) & 1 == 1
    }
}

/// The dark modules as areas; neighbours in a row are one area.
struct QrShape: Shape {
    let modules: QrModules
    /// Pixels of a point.
    let scale: CGFloat

    nonisolated func path(in rect: CGRect) -> Path {
        var path = Path()
        let across = CGFloat(modules.width + 2 * modules.quietZone)
        guard across > 0 else { return path }
        let side = (min(rect.width, rect.height) * scale / across).rounded(.down) / scale
        let margin = (min(rect.width, rect.height) - side * CGFloat(modules.width)) / 2
        for y in 0..<modules.width {
            var x = 0
            while x < modules.width {
                let first = x
                while x < modules.width, modules.isDark(x, y) { x += 1 }
                if x > first {
                    path.addRect(
                        CGRect(
                            x: rect.minX + margin + CGFloat(first) * side, y: rect.minY + margin + CGFloat(y) * side,
                            width: CGFloat(x - first) * side, height: side))
                }
                x += 1
            }
        }
        return path
    }
}
