/**
 * Many like things in little memory: rows of numbers in arrays, found and ordered by row number. No
 * object stands for a row; nothing is copied as a whole when it grows. Not thread-safe.
 */
package io.muster.events.provider.columns;
