/**
 * What runs inside a node that is measured: the user's bundle, told over a loopback connection what
 * to do.
 */
package io.muster.bench.node;
