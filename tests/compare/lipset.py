"""Conditions of the survival of democracy between the wars, 18 countries: a textbook table.

Raw values and anchors: Ragin 2009, in Rihoux and Ragin (eds.), Configurational Comparative
Methods, chapter 5, tables 5.1 and 5.2. Thresholds of the crisp sets: chapter 3 of the same book.
Figures that are expected of them were printed by the R package QCA.
"""

CONDITIONS = ("DEV", "URB", "LIT", "IND", "STB")
RAW = """\
case,DEV,URB,LIT,IND,STB,SURV
AU,720,33.4,98,33.4,10,-9
BE,1098,60.5,94.4,48.9,4,10
CZ,586,69,95.9,37.4,6,7
EE,468,28.5,95,14,6,-6
FI,590,22,99.1,22,9,4
FR,983,21.2,96.2,34.8,5,10
DE,795,56.5,98,40.4,11,-9
GR,390,31.1,59.2,28.1,10,-8
HU,424,36.3,85,21.6,13,-1
IE,662,25,95,14.5,5,8
IT,517,31.4,72.1,29.6,9,-9
NL,1008,78.8,99.9,39.3,2,10
PL,350,37,76.9,11.2,21,-6
PT,320,15.3,38,23.1,19,-9
RO,331,21.9,61.8,12.2,7,-4
ES,367,43,55.6,25.5,12,-8
SE,897,34,99.9,32.3,6,10
UK,1038,74,99.9,49.9,4,10
"""
CRISP = ("DEV=550", "URB=50", "LIT=75", "IND=30", "SURV=0")
# Fewer cabinets are more stability: present below 10, so its absence is what a threshold finds.
ANCHORS = (
    *("DEV=400,550,900", "URB=25,50,65", "LIT=50,75,90", "IND=20,30,40", "STB=15,9.5,5"),
    "SURV=-9,0,10",
)
# Table 5.2: the memberships that the book prints, made from RAW by ANCHORS.
FUZZY = """\
case,DEV,URB,LIT,IND,STB,SURV
AU,0.81,0.12,0.99,0.73,0.43,0.05
BE,0.99,0.89,0.98,1.00,0.98,0.95
CZ,0.58,0.98,0.98,0.90,0.91,0.89
EE,0.16,0.07,0.98,0.01,0.91,0.12
FI,0.58,0.03,0.99,0.08,0.58,0.77
FR,0.98,0.03,0.99,0.81,0.95,0.95
DE,0.89,0.79,0.99,0.96,0.31,0.05
GR,0.04,0.09,0.13,0.36,0.43,0.06
HU,0.07,0.16,0.88,0.07,0.13,0.42
IE,0.72,0.05,0.98,0.01,0.95,0.92
IT,0.34,0.10,0.41,0.47,0.58,0.05
NL,0.98,1.00,0.99,0.94,0.99,0.95
PL,0.02,0.17,0.59,0.00,0.00,0.12
PT,0.01,0.02,0.01,0.11,0.01,0.05
RO,0.01,0.03,0.17,0.00,0.84,0.21
ES,0.03,0.30,0.09,0.21,0.20,0.06
SE,0.95,0.13,0.99,0.67,0.91,0.95
UK,0.98,0.99,0.99,1.00,0.98,0.95
"""
