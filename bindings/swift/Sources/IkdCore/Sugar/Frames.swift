import Foundation

extension Selfie {
    /// Assesses the next frame of a live camera in the format of iOS: a luma plane and a chroma plane with U and V
    /// interleaved (`420f`, with a ``FrameLayout/chromaStep`` of 2).
    ///
    /// Nothing is copied: keep the pixel buffer locked until the call returns. It takes tens of milliseconds.
    ///
    /// - Parameters:
    ///   - luma: the first plane of the pixel buffer, `lumaStride` times `height` bytes.
    ///   - chroma: the second plane, `chromaStride` times half of `height` bytes; empty for a grey picture.
    ///   - layout: the memory layout of both planes.
    ///   - atMs: when the frame was taken, milliseconds by a clock that only grows.
    /// - Returns: what to show; nothing while another frame is being assessed.
    /// - Throws: ``IkdError/Defect`` with ``ErrorCode/badArgument`` if the layout does not fit the planes.
    public func followFrame(
        luma: UnsafeRawBufferPointer, chroma: UnsafeRawBufferPointer, layout: FrameLayout, atMs: UInt64
    ) throws -> LiveVerdict? {
        // The V values start one byte after the U values.
        let second = UnsafeRawBufferPointer(rebasing: chroma.dropFirst())
        return try followFrame(
            luma: Data(viewing: luma), chromaU: Data(viewing: chroma), chromaV: Data(viewing: second),
            layout: layout, atMs: atMs)
    }

    /// Assesses one frame of the same format without those before it.
    ///
    /// Nothing is copied: keep the pixel buffer locked until the call returns. It takes tens of milliseconds.
    ///
    /// - Parameters:
    ///   - luma: the first plane of the pixel buffer, `lumaStride` times `height` bytes.
    ///   - chroma: the second plane, `chromaStride` times half of `height` bytes; empty for a grey picture.
    ///   - layout: the memory layout of both planes.
    /// - Returns: the assessment; its guidance is empty when the frame is usable.
    /// - Throws: ``IkdError/Defect`` with ``ErrorCode/badArgument`` if the layout does not fit the planes.
    public func assessFrame(
        luma: UnsafeRawBufferPointer, chroma: UnsafeRawBufferPointer, layout: FrameLayout
    ) throws -> Verdict {
        // The V values start one byte after the U values.
        let second = UnsafeRawBufferPointer(rebasing: chroma.dropFirst())
        return try assessFrame(
            luma: Data(viewing: luma), chromaU: Data(viewing: chroma), chromaV: Data(viewing: second), layout: layout)
    }
}

extension Data {
    /// Wraps the bytes without a copy. Valid only as long as `bytes`.
    init(viewing bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress, !bytes.isEmpty else {
            self.init()
            return
        }
        // The library only reads the bytes.
        self.init(bytesNoCopy: UnsafeMutableRawPointer(mutating: start), count: bytes.count, deallocator: .none)
    }
}
