/** What the machine could do if nothing but the bare minimum were done. */
package io.muster.bench.limit;
