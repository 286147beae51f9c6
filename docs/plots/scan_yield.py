#!/usr/bin/env python3
"""Paints docs/plots/scan_yield.svg from what the scan yield test measured.

    WESTWIND_SCAN_YIELD=yield.csv build/dev/tests/sim/sim_hosts_test --gtest_filter='HostScanYield.*'
    docs/plots/scan_yield.py yield.csv > docs/plots/scan_yield.svg
"""
import collections
import csv
import sys

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 760, 400, 52, 46, 150, 44
PAINTS = {0: "#2f6fc4", 20: "#2f9e5b", 50: "#c98a1b", 80: "#c9402f"}


def main(path):
    curves = collections.defaultdict(list)
    with open(path, newline="", encoding="utf-8") as file:
        for loss, ms, _, delivered, reported in csv.reader(file):
            curves[int(loss)].append((int(ms) / 1000, int(delivered), int(reported)))
    last = max(point[0] for points in curves.values() for point in points)

    def x(seconds):
        return LEFT + seconds / last * (WIDTH - LEFT - RIGHT)

    def y(devices):
        return HEIGHT - BOTTOM - devices / 250 * (HEIGHT - TOP - BOTTOM)

    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="13">' % (WIDTH, HEIGHT),
           '<rect width="100%" height="100%" fill="#fff"/>',
           '<text x="%d" y="20" font-size="15" font-weight="bold">Devices found in a scan of 5 s among 250 advertisers</text>' % LEFT,
           '<text x="%d" y="37" fill="#555">line: what the air delivered to the radio; dots: what our host reported</text>' % LEFT]
    for devices in range(0, 251, 50):
        out.append('<path d="M%d %.1fH%d" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end" fill="#555">%d</text>'
                   % (LEFT, y(devices), WIDTH - RIGHT, LEFT - 6, y(devices) + 4, devices))
    for second in range(int(last) + 1):
        out.append('<text x="%.1f" y="%d" text-anchor="middle" fill="#555">%d s</text>' % (x(second), HEIGHT - BOTTOM + 18, second))
    label = 0
    for loss, points in sorted(curves.items()):
        paint = PAINTS.get(loss, "#777")
        line = " ".join("%.1f,%.1f" % (x(at), y(delivered)) for at, delivered, _ in points)
        out.append('<polyline points="%s" fill="none" stroke="%s" stroke-width="1.6"/>' % (line, paint))
        out += ['<circle cx="%.1f" cy="%.1f" r="2.6" fill="%s"/>' % (x(at), y(reported), paint) for at, _, reported in points[::2]]
        label = max(y(points[-1][2]) + 4, label + 16)  # one below the other
        out.append('<text x="%.1f" y="%.1f" fill="%s">%d %% lost: %d</text>'
                   % (x(last) + 8, label, paint, loss, points[-1][2]))
    out.append("</svg>")
    print("\n".join(out))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    main(sys.argv[1])
