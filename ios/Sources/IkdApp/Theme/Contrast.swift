import Foundation

/// Contrast of two colours, by WCAG 2.2.
enum Contrast {
    /// The lowest of text: success criterion 1.4.3 (AA).
    static let readable = 4.5
    /// The lowest of a symbol or of the edge of a control: success criterion 1.4.11.
    static let visible = 3.0

    /// Of two opaque colours `0xRRGGBB`, 1 to 21.
    static func of(_ one: UInt32, _ other: UInt32) -> Double {
        let (one, other) = (luminance(one), luminance(other))
        return (max(one, other) + 0.05) / (min(one, other) + 0.05)
    }

    private static func luminance(_ hex: UInt32) -> Double {
        let weights: [(UInt32, Double)] = [(16, 0.2126), (8, 0.7152), (0, 0.0722)]
        return weights.reduce(0) { sum, part in
            let value = Double(hex >> part.0 & 0xFF) / 255
            return sum + part.1 * (value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4))
        }
    }
}
