/**
 * The main job, told step by step: a hub, a server and three clients as processes of their own. The
 * story ({@code Story}) tells nodes what to do through their shells and watches the ledgers that
 * their example bundles write; whether it all happened is decided by the checker, from files alone.
 */
package io.muster.host.demo;
