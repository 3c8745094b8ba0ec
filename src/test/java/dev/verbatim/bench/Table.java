package dev.verbatim.bench;

import java.util.ArrayList;
import java.util.List;

/** A table in plain text: the first column to the left, all others to the right, a rule below the heads. */
final class Table {
    private Table() {}

    /** The lines of a table; every row has as many cells as the first, which holds the heads. */
    static List<String> lines(List<List<String>> rows) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        rows.forEach(row -> lines.add(line(row, widths)));
        lines.add(1, "-".repeat(lines.get(0).length()));
        return lines;
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String space = " ".repeat(widths[i] - row.get(i).length());
            line.append(i == 0 ? "" : "  ").append(i == 0 ? row.get(i) + space : space + row.get(i));
        }
        return line.toString();
    }
}
