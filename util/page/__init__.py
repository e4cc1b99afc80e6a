"""What a page of `tsp view` is made of: JavaScript and CSS of ours, and uPlot. `util.htmlpage` puts them together."""
