/// What a chart is drawn on: white paper, or a dark screen.
public enum ChartTheme: String, Sendable, CaseIterable {
    /// Dark ink on white.
    case light
    /// Light ink on near black.
    case dark

    var paper: String { self == .light ? "white" : "#16181d" }
    var ink: String { self == .light ? "#1a1a1a" : "#e8e8e8" }
    /// Of what is said beside the point: ticks, names of axes.
    var faint: String { self == .light ? "#5a5a5a" : "#a8acb3" }
    var grid: String { self == .light ? "#e5e5e5" : "#33373f" }
    /// What is more, and what is less.
    var more: String { self == .light ? "#D55E00" : "#F0803C" }
    var less: String { self == .light ? "#0072B2" : "#4FA8DE" }

    /// Colours that those who see few tell apart, too: seven of Okabe & Ito (2008), and three that are as far from these and
    /// from one another, also as seen without red, green or blue cones.
    package func color(_ index: Int) -> String {
        let colors =
            self == .light
            ? [
                "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#8000E0", "#602000",
                "#002080",
            ]
            : [
                "#4FA8DE", "#F0803C", "#3DC29B", "#DB9BC0", "#F0BC4A", "#9AD4F5", "#ffffff", "#A000E0", "#804000",
                "#0060A0",
            ]
        return colors[index % Self.colorCount]
    }

    /// How many colours there are before they repeat.
    package static let colorCount = 10

    /// From low, 0, to high, 1: blue to orange, which everybody tells apart.
    func scale(_ place: Double) -> String {
        let colors: [(Double, Double, Double)] =
            self == .light
            ? [(0, 114, 178), (168, 150, 190), (213, 94, 0)] : [(79, 168, 222), (190, 175, 210), (240, 128, 60)]
        return Self.mixed(colors, place)
    }

    /// From less, -1, over nothing, 0, which is the paper's colour, to more, 1.
    func balance(_ place: Double) -> String {
        let colors: [(Double, Double, Double)] =
            self == .light
            ? [(0, 92, 158), (92, 168, 212), (255, 255, 255), (242, 152, 84), (190, 72, 0)]
            : [(110, 190, 245), (50, 105, 150), (22, 24, 29), (150, 78, 34), (250, 150, 80)]
        return Self.mixed(colors, (place + 1) / 2)
    }

    private static func mixed(_ colors: [(Double, Double, Double)], _ place: Double) -> String {
        let at = place.isNaN ? 0.5 : min(max(place, 0), 1) * Double(colors.count - 1)
        let index = min(Int(at), colors.count - 2)
        let (a, b, part) = (colors[index], colors[index + 1], at - Double(index))
        let bytes = [(a.0, b.0), (a.1, b.1), (a.2, b.2)].map { Int(($0 + ($1 - $0) * part).rounded()) }
        return "#" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

/// A chart that is drawn light or dark.
package protocol ThemedChart {
    var theme: ChartTheme { get set }
    var svg: String { get }
}

extension ThemedChart {
    package func svg(_ theme: ChartTheme) -> String {
        var chart = self
        chart.theme = theme
        return chart.svg
    }
}

extension LineChart: ThemedChart {}
extension BarChart: ThemedChart {}
extension HistogramChart: ThemedChart {}
extension ConfusionMatrixChart: ThemedChart {}
extension ImageChart: ThemedChart {}
extension HorizontalBarChart: ThemedChart {}
extension BeeswarmChart: ThemedChart {}
extension WaterfallChart: ThemedChart {}
extension ForceChart: ThemedChart {}
extension ScatterChart: ThemedChart {}
extension HeatMapChart: ThemedChart {}
