/// Dates as people write them in tables, after ISO 8601.
package enum CalendarDay {
    /// Days since 1970-01-01 of `2024-05-31`, `2024/05/31` or one of these with a time of day, `T14:30`, ` 14:30:00.5Z`;
    /// nil for anything else. Zones other than UTC aren't read.
    package static func parse(_ text: String) -> Double? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 10, bytes[4] == bytes[7], bytes[4] == UInt8(ascii: "-") || bytes[4] == UInt8(ascii: "/"),
            let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10]),
            1...12 ~= month, 1...length(of: month, year) ~= day
        else { return nil }
        let days = Double(daysBefore(year, month) + day - 1)
        if bytes.count == 10 { return days }
        guard bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " ") else { return nil }
        return time(bytes[11...]).map { days + $0 / 86_400 }
    }

    /// What `parse` reads as these days, to the second; nil beyond the years 0 to 9999, and for NaN.
    package static func text(_ days: Double) -> String? {
        guard let seconds = Int(exactly: (days * 86_400).rounded()), abs(days) < 1e7 else { return nil }
        let second = (seconds % 86_400 + 86_400) % 86_400
        let day = (seconds - second) / 86_400
        guard let year = (0...9999).last(where: { daysBefore($0, 1) <= day }), day < daysBefore(10_000, 1),
            let month = (1...12).last(where: { daysBefore(year, $0) <= day })
        else { return nil }
        func padded(_ number: Int, _ width: Int = 2) -> String {
            let digits = "\(number)"
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let date = "\(padded(year, 4))-\(padded(month))-\(padded(day - daysBefore(year, month) + 1))"
        if second == 0 { return date }
        let time = "\(date) \(padded(second / 3600)):\(padded(second / 60 % 60))"
        return second % 60 == 0 ? time : "\(time):\(padded(second % 60))"
    }

    /// Seconds of `14:30`, `14:30:05`, `14:30:05.25`, with or without `Z`.
    private static func time(_ bytes: ArraySlice<UInt8>) -> Double? {
        let bytes = bytes.last == UInt8(ascii: "Z") ? bytes.dropLast() : bytes
        let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard 2...3 ~= parts.count, parts[0].count == 2, parts[1].count == 2, let hours = number(parts[0]),
            let minutes = number(parts[1]), hours < 24, minutes < 60
        else { return nil }
        var seconds = 0.0
        if parts.count == 3 {
            let digits = parts[2].prefix { $0 != UInt8(ascii: ".") }
            guard digits.count == 2, let whole = number(digits), whole < 61,
                let value = Double(String(decoding: parts[2], as: UTF8.self)), value.isFinite
            else { return nil }
            seconds = value
        }
        return Double(hours * 3600 + minutes * 60) + seconds
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func length(of month: Int, _ year: Int) -> Int {
        month == 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// Days from 1970-01-01 to the first of a month, by whole years of 365 days and the leap days before.
    private static func daysBefore(_ year: Int, _ month: Int) -> Int {
        let last = year - 1
        let leapDays = last / 4 - last / 100 + last / 400 - (1969 / 4 - 1969 / 100 + 1969 / 400)
        return (year - 1970) * 365 + leapDays + (1..<month).reduce(0) { $0 + length(of: $1, year) }
    }
}
