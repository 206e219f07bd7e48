import SwiftUI
import XCTest

@testable import IkdApp

/// Contrast by WCAG 2.2, and the accent of an operator.
@MainActor
final class PaletteTests: XCTestCase, @unchecked Sendable {
    private typealias Pair = (name: String, front: Color, back: Color)

    override func tearDown() async throws { try Brand.use([:]) }

    /// Success criterion 1.4.3 (AA).
    func testTextCanBeReadOnWhatIsBehindIt() async {
        let grounds = [
            ("surface", Palette.surface), ("surfaceContainerLowest", Palette.surfaceContainerLowest),
        ]
        let words = [
            ("onSurface", Palette.onSurface), ("onSurfaceVariant", Palette.onSurfaceVariant),
            ("primary", Palette.primary), ("error", Palette.error),
        ]
        var pairs: [Pair] = grounds.flatMap { ground in
            words.map { ("\($0.0) on \(ground.0)", $0.1, ground.1) }
        }
        pairs += [
            ("onPrimary on primary", Palette.onPrimary, Palette.primary),
            ("onPrimaryContainer", Palette.onPrimaryContainer, Palette.primaryContainer),
            ("a chosen row", Palette.onSurface, Palette.primaryContainer),
            ("the detail of a chosen row", Palette.onSurfaceVariant, Palette.primaryContainer),
            ("onSurfaceVariant on the bar", Palette.onSurfaceVariant, Palette.surfaceContainer),
            ("a hint", Palette.onSurface, Palette.surfaceContainerHigh),
            ("onErrorContainer", Palette.onErrorContainer, Palette.errorContainer),
            ("onWarningContainer", Palette.onWarningContainer, Palette.warningContainer),
            ("onSuccessContainer", Palette.onSuccessContainer, Palette.successContainer),
            ("onExample", Palette.onExample, Palette.example),
            ("ink on paper", Palette.ink, Palette.paper),
        ]
        check(pairs, atLeast: Contrast.readable)
    }

    /// Success criterion 1.4.11: symbols, and the edges of what can be used.
    func testSymbolsAndEdgesAreSeen() async {
        let pairs: [Pair] = [
            ("outline", Palette.outline, Palette.surfaceContainerLowest),
            ("outline outside", Palette.outline, Palette.surface),
            ("focus", Palette.focus, Palette.surfaceContainerLowest),
            ("focus outside", Palette.focus, Palette.surface),
            ("the edge of a fault", Palette.error, Palette.surfaceContainerLowest),
            ("the edge of a chosen row", Palette.primary, Palette.primaryContainer),
            ("the edge of a button", Palette.primary, Palette.surface),
            ("the symbol of a wait", Palette.warning, Palette.surface),
            ("the symbol of a warning", Palette.warning, Palette.warningContainer),
            ("the symbol of an error", Palette.error, Palette.errorContainer),
            ("a symbol on the bar", Palette.onPrimaryContainer, Palette.primaryContainer),
        ]
        check(pairs, atLeast: Contrast.visible)
    }

    func testAnOperatorsAccentReplacesTheBuiltInOne() async throws {
        try Brand.use(["primary": "#7A1F5C", "primary_dark": "#FFB0DC"])
        XCTAssertEqual(hex(Palette.primary, .light), 0x7A1F5C)
        XCTAssertEqual(hex(Palette.primary, .dark), 0xFFB0DC)
        XCTAssertEqual(hex(Palette.onPrimary, .light), 0xFFFFFF)
        XCTAssertEqual(hex(Palette.primaryContainer, .light), 0xCFE8EE)
    }

    func testColoursThatCannotBeUsedAreRefusedAndNothingIsTaken() async {
        let wrong: [(String, String, Brand.Fault)] = [
            ("surface", "#000000", .unknown("surface")), ("_dark", "#000000", .unknown("_dark")),
            ("on_primary", "white", .malformed("on_primary")), ("primary", "#12345", .malformed("primary")),
            ("primary", "7A1F5CC", .malformed("primary")), ("primary", "#FFFFFF", .unreadable("primary")),
            ("on_primary_container_dark", "#0E4854", .unreadable("primary_container")),
        ]
        for (name, text, fault) in wrong {
            XCTAssertThrowsError(try Brand.use([name: text])) { XCTAssertEqual($0 as? Brand.Fault, fault) }
            XCTAssertEqual(Brand.current, .builtIn, "\(name) \(text)")
        }
    }

    private func check(_ pairs: [Pair], atLeast least: Double) {
        for style in [UIUserInterfaceStyle.light, .dark] {
            for pair in pairs {
                let found = Contrast.of(hex(pair.front, style), hex(pair.back, style))
                XCTAssertGreaterThanOrEqual(found, least, "\(pair.name), \(style)")
            }
        }
    }

    private func hex(_ color: Color, _ style: UIUserInterfaceStyle) -> UInt32 {
        let drawn = UIColor(color).resolvedColor(with: UITraitCollection(userInterfaceStyle: style))
        var (red, green, blue, alpha): (CGFloat, CGFloat, CGFloat, CGFloat) = (0, 0, 0, 0)
        XCTAssertTrue(drawn.getRed(&red, green: &green, blue: &blue, alpha: &alpha))
        return [red, green, blue].reduce(0) { $0 << 8 | UInt32(($1 * 255).rounded()) }
    }
}
