import IkdCore
import XCTest

/// Asserts that the work fails with exactly this error of the phone.
func assertFails(
    _ expected: PlatformError, file: StaticString = #filePath, line: UInt = #line, _ work: () throws -> Void
) {
    XCTAssertThrowsError(try work(), file: file, line: line) { error in
        XCTAssertEqual(error as? PlatformError, expected, file: file, line: line)
    }
}
