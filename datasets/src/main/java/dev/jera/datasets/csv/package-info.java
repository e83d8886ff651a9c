/**
 * Tables in text files: numbers, and a label a row. A {@link dev.jera.datasets.csv.Csv} is a data
 * set that is read row by row.
 *
 * <pre>{@code
 * Path file = Path.of("iris.csv.gz");
 * List<String> names = List.of("setosa", "versicolor", "virginica");
 * Csv iris = Csv.of(file, CsvLabel.className("species", names));
 * Dataset train = iris.shuffle(1_000, 7);
 * int columns = iris.featureNames().size();
 * }</pre>
 */
@NullMarked
package dev.jera.datasets.csv;

import org.jspecify.annotations.NullMarked;
