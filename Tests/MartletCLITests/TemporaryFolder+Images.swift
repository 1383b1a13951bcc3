#if Images
    import Foundation
    import MartletCodecs
    import MartletNumerics

    extension TemporaryFolder {
        /// Writes images of 12 × 10 pixels, so many of each class: those of `flat` are all of one gray, those of `steep`
        /// brighter to the right.
        ///
        /// - Returns: the path of the folder `name`, which holds a folder for each class.
        func images(_ count: Int, in name: String) throws -> String {
            for (label, slope) in [("flat", 0), ("steep", 20)] {
                let place = path("\(name)/\(label)")
                try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
                for index in 0..<count {
                    let row = (0..<10).flatMap { x in [UInt8](repeating: UInt8(index * 3 % 50 + slope * x), count: 3) }
                    let image = try Tensor((0..<12).flatMap { _ in row }).reshaped([12, 10, 3])
                    let file = "\(place)/\(index)." + (index % 2 == 0 ? "png" : "jpg")
                    try Image.write(image, to: file, quality: 95)
                }
            }
            return path(name)
        }
    }
#endif
